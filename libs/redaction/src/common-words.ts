/** Words of eight letters or more that stand in ordinary text, code and logs; a value that is one of them is not masked. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `password passwords password1 password12 password123 passw0rd p@ssword p@ssw0rd qwertyuiop qwerty123 12345678 123456789 1234567890 11111111
  00000000 iloveyou sunshine princess football baseball basketball welcome1 superman starwars whatever trustno1 computer internet
  username administrator localhost undefined function constructor prototype development production staging testing database
  redis://localhost mongodb postgres postgresql connection application content-type text/html text/plain application/json
  authorization accept-encoding user-agent keep-alive anonymous disabled enabled required optional unknown default example
  example.com changeme changeit placeholder your-api-key your_api_key yourapikey api_key_here insert_key_here xxxxxxxx
  temporary permanent important information different something everything anything someone everyone question questions
  business customer customers children together probably possible available community university government president
  national american european international education research technology software hardware operation operations operator
  security secret123 document documents download downloads upload language languages template templates container containers
  instance instances interface response request requests resource resources variable variables parameter parameters argument
  arguments property properties attribute attributes exception exceptions timestamp february september november december
  saturday wednesday thursday tomorrow yesterday morning afternoon evening midnight building buildings hospital
  elephant butterfly crocodile dinosaur universe mountain mountains sandwich chocolate strawberry pineapple watermelon
  keyboard notebook telephone television newspaper magazine dictionary encyclopedia alphabet calendar birthday
  holiday holidays vacation adventure beautiful wonderful fantastic excellent perfect terrible horrible dangerous
  remember understand continue continued complete completed successful successfully failed failure warning warnings
  error errors message messages channel channels account accounts personal private public protected static readonly
  abstract override overrides virtual template namespace configuration environment deployment kubernetes dockerfile
  javascript typescript python programming developer developers engineer engineers manager managers director
  abcdefgh abcd1234 asdfghjkl zxcvbnm1 letmein1 dragon123 monkey123 master123 shadow123 michael1 jennifer charlotte elizabeth
  alexander christopher benjamin jonathan nicholas victoria samantha stephanie veronica margaret patricia`
    .split(/\s+/)
    .filter((word) => word.length >= 8),
);
